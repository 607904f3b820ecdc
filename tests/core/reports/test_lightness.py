import subprocess
import sys


def test_naming_the_reports_loads_no_renderer() -> None:
    heavy = ("reportlab", "openpyxl", "docx", "PIL", "lxml")
    code = f"import sys, tmdt_desktop.reports; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
