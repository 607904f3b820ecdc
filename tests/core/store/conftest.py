"""A record to store."""

from typing import Any

import pytest

from tmdt_desktop.records.business import Activity, ChannelKind, SubjectKind


@pytest.fixture
def seller() -> dict[str, Any]:
    """The values of one business with a channel."""
    return {
        "name": "Hộ kinh doanh Nguyễn Thị Hòa",
        "kind": SubjectKind.HOUSEHOLD,
        "commune": "08761",
        "activity": Activity.ACTIVE,
        "channels": [{"kind": ChannelKind.WEBSITE, "address": "hoa.example.vn"}],
    }
