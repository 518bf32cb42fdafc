/**
 * A program in Python that reads another as its input, and prints what the interpreter itself says of it, as JSON: what does not
 * compile, what it warns of, names that are never read, and McCabe's complexity. It compiles and never runs it.
 */
export const ANALYSE_PYTHON = String.raw`
import ast, json, platform, symtable, sys, warnings

MOST, LONGEST, WIDEST = 60, 240, 12000

source = sys.stdin.buffer.read(300000).decode("utf-8", "replace")
sys.setrecursionlimit(3000)
diagnostics, gaps = [], []

def tell(option, line, column, message):
    diagnostics.append({"line": line or 1, "byteColumn": (column or 0) + 1, "severity": "warning",
                        "option": option, "message": str(message)[:LONGEST]})

def complexity(function):
    found, pending = 1, list(ast.iter_child_nodes(function))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            continue
        if isinstance(node, (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.Assert)):
            found += 1
        elif isinstance(node, ast.BoolOp):
            found += len(node.values) - 1
        pending.extend(ast.iter_child_nodes(node))
    return found

def stored(tree):
    first = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Assign) and len(inner.targets) == 1 and isinstance(inner.targets[0], ast.Name):
                    target = inner.targets[0]
                    first.setdefault((node.name, node.lineno, target.id), target)
    return first

def unused(table, first):
    for child in table.get_children():
        if child.get_type() == "function":
            names = {symbol.get_name() for symbol in child.get_symbols()}
            if "locals" not in names:
                for symbol in child.get_symbols():
                    target = first.get((child.get_name(), child.get_lineno(), symbol.get_name()))
                    if target is not None and symbol.is_local() and symbol.is_assigned() and not symbol.is_referenced() \
                            and not symbol.is_parameter() and not symbol.get_name().startswith("_"):
                        tell("unused", target.lineno, target.col_offset, symbol.get_name())
        unused(child, first)

tree = None
try:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tree = ast.parse(source)
        compile(source, "source", "exec", dont_inherit=True)
    for one in caught:
        tell("warning", one.lineno, 0, one.message)
except SyntaxError as error:
    tree = None
    tell("syntax", error.lineno, (error.offset or 1) - 1, error.msg)
except ValueError:
    tell("syntax", 1, 0, "source code cannot contain null bytes")
except (RecursionError, MemoryError):
    tree = None
    gaps.append("its expressions are too deep for the interpreter")

if tree is not None:
    try:
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found = complexity(node)
                if found > 20:
                    tell("complexity", node.lineno, node.col_offset, "%s %d" % (node.name[:60], found))
            elif isinstance(node, ast.ExceptHandler) and node.type is None:
                if not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                    tell("bare-except", node.lineno, node.col_offset, "")
        unused(symtable.symtable(source, "source", "exec"), stored(tree))
    except (RecursionError, MemoryError, SyntaxError, ValueError):
        gaps.append("its names were not looked up")

if len(diagnostics) > MOST:
    gaps.append("more than %d warnings: the others were left out" % MOST)
report = {"tool": "python", "version": platform.python_version(), "diagnostics": diagnostics[:MOST], "gaps": gaps}
while len(json.dumps(report)) > WIDEST and report["diagnostics"]:
    report["diagnostics"].pop()
    if "what did not fit was left out" not in gaps:
        gaps.append("what did not fit was left out")
print(json.dumps(report))
`;
