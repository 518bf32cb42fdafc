python3 -m py_compile sources/*.py program/*.py
