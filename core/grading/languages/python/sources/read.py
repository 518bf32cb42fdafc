import os, sys
def is_text(path, source):
    try:
        source.decode()
        return True
    except UnicodeDecodeError:
        import tokenize
    try:
        with tokenize.open(path) as file:
            file.read()
        return True
    except (SyntaxError, UnicodeError, LookupError):
        return False

def read_program(path):
    with open(path, "rb") as file:
        source = file.read()
    if not is_text(path, source):
        return source, None
    try:
        return source, compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as error:
        if isinstance(error, SyntaxError):
            error.filename = os.path.basename(path)
        import traceback
        sys.stderr.write("".join(traceback.format_exception_only(type(error), error)))
        sys.stderr.flush()
        os._exit(98)
