"""What a token's return codes (PKCS #11 v3.1 §5.1.6) mean for the person in front of it: each its own sentence and what to do.

Only a PIN that the token really refused is told as a wrong PIN: a failed function, a pulled-out device or a driver at fault
would otherwise send people to try PINs until the token is locked.
"""

import re

from pkcs11.exceptions import PKCS11Error

from tmdt_desktop.errors import Blocked

_AGAIN = "Rút thiết bị ra, cắm lại rồi ký lại."
_DRIVER = "Cài lại trình điều khiển của nơi cấp chứng thư rồi mở lại chương trình."
_ISSUER = "Mang thiết bị tới nơi cấp chứng thư để kiểm tra."
_RESTART = "Đóng chương trình, rút và cắm lại thiết bị rồi mở lại."
_OTHER_KEY = "Bấm «Kiểm tra thiết bị ký» và chọn chứng thư khác."
_OTHER_KIND = "Vào Thiết lập, đổi kiểu ký RSA rồi ký lại; nếu vẫn vậy, cập nhật trình điều khiển."

_WORDS: dict[str, tuple[str, str]] = {
    "AnotherUserAlreadyLoggedIn": ("Thiết bị đang mở bằng mã quản trị (SO PIN) ở chương trình khác.", _RESTART),
    "ArgumentsBad": ("Trình điều khiển không hiểu yêu cầu ký.", _DRIVER),
    "AttributeReadOnly": ("Thiết bị không cho thay đổi thông tin của khóa.", _OTHER_KEY),
    "AttributeSensitive": ("Thiết bị giữ kín thông tin cần đọc của khóa.", _OTHER_KEY),
    "AttributeTypeInvalid": ("Thiết bị không ghi loại thông tin cần đọc của khóa.", _DRIVER),
    "AttributeValueInvalid": ("Thông tin của khóa trong thiết bị không hợp lệ.", _ISSUER),
    "DataInvalid": ("Thiết bị không nhận nội dung cần ký.", _OTHER_KIND),
    "DataLenRange": ("Thiết bị không ký được nội dung dài như vậy bằng khóa này.", _OTHER_KIND),
    "DeviceError": ("Thiết bị ký gặp lỗi.", _AGAIN),
    "DeviceMemory": ("Thiết bị ký hết bộ nhớ.", _ISSUER),
    "DeviceRemoved": ("Thiết bị ký đã bị rút ra giữa chừng.", "Cắm lại thiết bị, giữ nguyên cho tới khi ký xong rồi ký lại."),
    "DomainParamsInvalid": ("Thiết bị không hỗ trợ đường cong của khóa này.", _OTHER_KEY),
    "EncryptedDataInvalid": ("Nội dung mã hóa không mở được bằng khóa trong thiết bị.", "Kiểm tra gói có đúng là gửi cho đơn vị mình không."),
    "EncryptedDataLenRange": ("Nội dung mã hóa dài ngắn không khớp với khóa trong thiết bị.", "Chọn đúng chứng thư mà gói được mã hóa cho."),
    "ExceededMaxIterations": ("Thiết bị tính mãi không xong nên đã dừng.", _AGAIN),
    "FunctionCancelled": ("Việc ký đã bị dừng trên thiết bị hoặc trong cửa sổ của trình điều khiển.", "Ký lại và xác nhận khi thiết bị hỏi."),
    "FunctionFailed": ("Thiết bị không thực hiện được việc này; đây không phải lỗi mã PIN.", _AGAIN),
    "FunctionNotSupported": ("Thiết bị không có chức năng này.", _OTHER_KIND),
    "FunctionRejected": ("Người dùng đã từ chối trên thiết bị.", "Ký lại và xác nhận khi thiết bị hỏi."),
    "GeneralError": ("Trình điều khiển gặp lỗi chung và có thể không còn làm việc đúng.", _RESTART),
    "HostMemory": ("Máy tính hết bộ nhớ trong khi làm việc với thiết bị ký.", "Đóng bớt chương trình khác rồi ký lại."),
    "KeyHandleInvalid": ("Thiết bị không còn thấy khóa đã chọn.", _AGAIN),
    "KeyIndigestible": ("Thiết bị không tính được giá trị băm của khóa.", _OTHER_KEY),
    "KeyNeeded": ("Thiết bị đòi thêm một khóa mà việc này không có.", _DRIVER),
    "KeyNotNeeded": ("Trình điều khiển không nhận khóa cho bước này.", _DRIVER),
    "KeyNotWrappable": ("Khóa này không được phép bọc để chuyển đi.", _OTHER_KEY),
    "KeySizeRange": ("Thiết bị không làm việc được với độ dài của khóa này.", _OTHER_KEY),
    "KeyTypeInconsistent": ("Loại khóa không hợp với kiểu ký.", _OTHER_KIND),
    "KeyUnextractable": ("Khóa không được phép lấy ra khỏi thiết bị.", _OTHER_KEY),
    "MechanismInvalid": ("Thiết bị không hỗ trợ kiểu ký này.", _OTHER_KIND),
    "MechanismParamInvalid": ("Thiết bị không nhận tham số của kiểu ký này.", _OTHER_KIND),
    "MultipleObjectsReturned": ("Thiết bị có nhiều khóa giống nhau nên chưa biết ký bằng khóa nào.", _ISSUER),
    "MultipleTokensReturned": ("Đang cắm nhiều thiết bị giống nhau.", "Chỉ cắm một thiết bị rồi ký lại."),
    "NoEvent": ("Thiết bị chưa có thay đổi nào.", "Cắm thiết bị rồi bấm «Kiểm tra thiết bị ký»."),
    "NoSuchKey": ("Trong thiết bị không có khóa bí mật của chứng thư này.", _OTHER_KEY),
    "NoSuchToken": ("Không thấy thiết bị ký có chứng thư này.", "Cắm đúng thiết bị rồi bấm «Kiểm tra thiết bị ký»."),
    "ObjectHandleInvalid": ("Thiết bị không còn thấy chứng thư hoặc khóa đã đọc.", _AGAIN),
    "OperationActive": ("Thiết bị đang làm dở một việc khác.", _AGAIN),
    "OperationNotInitialized": ("Thiết bị đã quên việc ký đang làm.", _AGAIN),
    "PinExpired": ("Mã PIN đã hết hạn.", "Đổi mã PIN bằng công cụ của nơi cấp chứng thư rồi ký lại."),
    "PinIncorrect": ("Mã PIN không đúng.", "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt; nếu không chắc, hỏi người giữ thiết bị trước khi thử tiếp."),
    "PinInvalid": ("Mã PIN có ký tự mà thiết bị không nhận.", "Tắt bộ gõ tiếng Việt rồi nhập lại."),
    "PinLenRange": ("Mã PIN quá ngắn hoặc quá dài so với quy định của thiết bị.", "Xem lại mã PIN được cấp rồi nhập đủ."),
    "PinLocked": ("Thiết bị đã khóa vì nhập sai mã PIN nhiều lần.", "Đề nghị nơi cấp chứng thư mở khóa thiết bị; không thử thêm mã PIN nào."),
    "PinTooWeak": ("Thiết bị đòi mã PIN khó đoán hơn.", "Đổi mã PIN bằng công cụ của nơi cấp chứng thư rồi ký lại."),
    "PublicKeyInvalid": ("Khóa công khai không hợp lệ với thiết bị.", _ISSUER),
    "RandomNoRNG": ("Thiết bị không có bộ tạo số ngẫu nhiên.", _ISSUER),
    "RandomSeedNotSupported": ("Thiết bị không nhận mầm số ngẫu nhiên.", _DRIVER),
    "SessionClosed": ("Phiên làm việc với thiết bị đã bị đóng.", _AGAIN),
    "SessionCount": ("Thiết bị đang được quá nhiều chương trình dùng.", "Đóng các phần mềm ký số khác rồi ký lại."),
    "SessionExists": ("Thiết bị đang được dùng ở phiên khác.", "Đóng các phần mềm ký số khác rồi ký lại."),
    "SessionHandleInvalid": ("Phiên làm việc với thiết bị không còn hiệu lực.", _AGAIN),
    "SessionReadOnly": ("Thiết bị chỉ cho đọc trong phiên này.", _RESTART),
    "SessionReadOnlyExists": ("Thiết bị đang mở ở chế độ chỉ đọc.", _RESTART),
    "SessionReadWriteSOExists": ("Thiết bị đang mở để quản trị ở chương trình khác.", "Đóng công cụ quản lý thiết bị rồi ký lại."),
    "SignatureInvalid": ("Thiết bị báo chữ ký không đúng.", _AGAIN),
    "SignatureLenRange": ("Thiết bị báo chữ ký có độ dài không đúng.", _AGAIN),
    "SlotIDInvalid": ("Đầu đọc hoặc cổng cắm thiết bị không còn.", _AGAIN),
    "TemplateIncomplete": ("Trình điều khiển báo thiếu thông tin để làm việc này.", _DRIVER),
    "TemplateInconsistent": ("Trình điều khiển báo thông tin khóa mâu thuẫn nhau.", _DRIVER),
    "TokenNotPresent": ("Chưa cắm thiết bị ký.", "Cắm thiết bị rồi bấm «Kiểm tra thiết bị ký»."),
    "TokenNotRecognised": ("Trình điều khiển này không nhận ra thiết bị đang cắm.", "Cài trình điều khiển đúng loại thiết bị hoặc bấm «Chọn tệp trình điều khiển…»."),
    "TokenWriteProtected": ("Thiết bị đang chống ghi.", _ISSUER),
    "UnwrappingKeyHandleInvalid": ("Thiết bị không thấy khóa dùng để mở.", _OTHER_KEY),
    "UnwrappingKeySizeRange": ("Độ dài khóa dùng để mở không được thiết bị hỗ trợ.", _OTHER_KEY),
    "UnwrappingKeyTypeInconsistent": ("Loại khóa dùng để mở không hợp với cách mã hóa.", _OTHER_KEY),
    "UserAlreadyLoggedIn": ("Thiết bị đang được mở bằng mã PIN ở một việc khác của chương trình.", "Đợi việc kia xong rồi ký lại."),
    "UserNotLoggedIn": ("Thiết bị đã tự khóa lại giữa chừng.", "Ký lại và nhập mã PIN."),
    "UserPinNotInitialized": ("Thiết bị chưa được đặt mã PIN.", _ISSUER),
    "UserTooManyTypes": ("Thiết bị không cho thêm người dùng vào cùng lúc.", "Đóng các phần mềm ký số khác rồi ký lại."),
    "WrappedKeyInvalid": ("Khóa nội dung của gói không mở được bằng thiết bị này.", "Kiểm tra gói có đúng là gửi cho đơn vị mình không."),
    "WrappedKeyLenRange": ("Khóa nội dung của gói dài ngắn không khớp với thiết bị.", "Chọn đúng chứng thư mà gói được mã hóa cho."),
    "WrappingKeyHandleInvalid": ("Thiết bị không thấy khóa dùng để bọc.", _OTHER_KEY),
    "WrappingKeySizeRange": ("Độ dài khóa dùng để bọc không được thiết bị hỗ trợ.", _OTHER_KEY),
    "WrappingKeyTypeInconsistent": ("Loại khóa dùng để bọc không hợp với cách mã hóa.", _OTHER_KEY),
}  # fmt: skip
"""By the name of the library's exception: what happened, what to do."""

_NUMBERED: dict[int, tuple[str, str, str]] = {
    0x01: ("CKR_CANCEL", "Việc ký đã bị hủy.", "Ký lại và xác nhận khi thiết bị hỏi."),
    0x09: ("CKR_NEED_TO_CREATE_THREADS", "Trình điều khiển đòi cách chạy mà chương trình không có.", _DRIVER),
    0x0A: ("CKR_CANT_LOCK", "Trình điều khiển không giữ được thứ tự khi nhiều việc chạy cùng lúc.", _RESTART),
    0x51: ("CKR_FUNCTION_NOT_PARALLEL", "Trình điều khiển không chạy song song.", _RESTART),
    0x68: ("CKR_KEY_FUNCTION_NOT_PERMITTED", "Khóa trong thiết bị không được phép dùng cho việc này.", _OTHER_KEY),
    0x160: ("CKR_SAVED_STATE_INVALID", "Trạng thái đã lưu của thiết bị không dùng lại được.", _AGAIN),
    0x170: ("CKR_INFORMATION_SENSITIVE", "Thiết bị giữ kín thông tin cần lấy.", _OTHER_KEY),
    0x180: ("CKR_STATE_UNSAVEABLE", "Thiết bị không lưu được trạng thái đang làm.", _AGAIN),
    0x1A0: ("CKR_MUTEX_BAD", "Trình điều khiển báo hỏng khóa giữ thứ tự.", _RESTART),
    0x1A1: ("CKR_MUTEX_NOT_LOCKED", "Trình điều khiển báo mất khóa giữ thứ tự.", _RESTART),
    0x1B0: ("CKR_NEW_PIN_MODE", "Thiết bị đòi đặt mã PIN mới trước khi dùng.", "Đổi mã PIN bằng công cụ của nơi cấp chứng thư."),
    0x1B1: ("CKR_NEXT_OTP", "Thiết bị đòi mã dùng một lần tiếp theo.", "Đợi mã mới trên thiết bị rồi ký lại."),
    0x203: ("CKR_OPERATION_CANCEL_FAILED", "Thiết bị không dừng được việc đang làm.", _AGAIN),
}  # fmt: skip
"""Codes that the library has no exception for: name, what happened, what to do."""

_TEXTS: tuple[tuple[str, str, str, str], ...] = (
    ("OS exception", "", "Không nạp được trình điều khiển của thiết bị ký.", _DRIVER),
    ("Unknown exception while loading", "", "Tệp này không chạy được như trình điều khiển thiết bị ký.", _DRIVER),
    ("already initialized", "CKR_CRYPTOKI_ALREADY_INITIALIZED", "Trình điều khiển đang được dùng ở việc khác.", _RESTART),
    ("not initialized", "CKR_CRYPTOKI_NOT_INITIALIZED", "Trình điều khiển chưa khởi động xong.", _RESTART),
    ("User type invalid", "CKR_USER_TYPE_INVALID", "Thiết bị không có loại người dùng cần mở.", _ISSUER),
    ("Buffer was too small", "CKR_BUFFER_TOO_SMALL", "Trình điều khiển trả về nhiều dữ liệu hơn nó đã báo.", _DRIVER),
)  # fmt: skip
"""Failures that the library tells by its text alone: a part of it, the code, what happened, what to do."""

_SPELT = {
    "FunctionCancelled": "CKR_FUNCTION_CANCELED",
    "TokenNotRecognised": "CKR_TOKEN_NOT_RECOGNIZED",
    "AnotherUserAlreadyLoggedIn": "CKR_USER_ANOTHER_ALREADY_LOGGED_IN",
}
_VENDOR = 0x80000000


def problem_of(fault: PKCS11Error) -> Blocked:
    """The failure of a token or its driver in words; `detail` names the code for whoever helps by telephone."""
    code, what, cure = _told(type(fault).__name__, str(fault))
    return Blocked(what, cure=cure, detail=code)


def sentence_of(name: str, text: str) -> str:
    """What happened and what to do, by the exception's class name and text as a driver's own process wrote them."""
    _, what, cure = _told(name, text)
    return f"{what} {cure}"


def _told(name: str, text: str) -> tuple[str, str, str]:
    if name in _WORDS:
        return _SPELT.get(name) or _code_of(name), *_WORDS[name]
    for part, code, what, cure in _TEXTS:
        if part in text:
            return code, what, cure
    found = re.search(r"0x[0-9a-fA-F]+", text)
    number = int(found.group(), 16) if found else 0
    if number in _NUMBERED:
        return _NUMBERED[number]
    if number >= _VENDOR:
        return hex(number), "Thiết bị báo một lỗi riêng của hãng.", "Ghi lại mã này và hỏi nơi cấp chứng thư."
    return hex(number) if number else "", "Thiết bị ký trả lời khác thường.", _RESTART


def _code_of(name: str) -> str:
    """`PinLenRange` → `CKR_PIN_LEN_RANGE`."""
    return "CKR_" + re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).upper()
