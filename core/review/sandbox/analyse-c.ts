/**
 * A program in Python that reads a source of C or C++ and prints what gcc says of it, as JSON. It runs in a judge's sandbox, as a
 * participant's program does, and the source is its input. What is told of a source there cannot be trusted further than
 * the source: whoever reads it checks every part.
 *
 * The compiler writes assembly to nowhere and nothing is assembled or run, so `.incbin` reads nothing. Directives that
 * move lines or silence warnings are left out; lines stay where they are. Time, memory, templates and what is printed are bounded.
 */
export const ANALYSE_C = String.raw`
import glob, json, os, re, resource, shutil, subprocess, sys, time

LANGUAGE = "@LANGUAGE@"
MOST, LONGEST, WIDEST = 60, 240, 12000

source = sys.stdin.buffer.read(300000).decode("utf-8", "replace").replace("\0", " ")
gaps = []

directive = re.compile(r"^[ \t]*(?:#|%:)[ \t]*(?:line\b|\d|pragma[ \t]+(?:GCC[ \t]+)?(?:diagnostic|system_header|message|warning|error|poison)\b)")
lines = source.split("\n")
kept = ["" if directive.match(line) else line for line in lines]
if kept != lines:
    gaps.append("directives that move lines or silence warnings were left out")
text = re.sub(r"\b_Pragma\s*\(\s*(?:L|u8|u|U)?\"(?:[^\"\\\n]|\\.)*\"\s*\)", " ", "\n".join(kept))

def find(name):
    for path in [shutil.which(name)] + sorted(glob.glob("/usr/local/gcc-*/bin/" + name), reverse=True):
        if path and os.access(path, os.X_OK):
            return path

compiler = find("gcc" if LANGUAGE == "c" else "g++")

def limit():
    for what, most in ((resource.RLIMIT_CPU, 6), (resource.RLIMIT_AS, 400 << 20), (resource.RLIMIT_FSIZE, 1 << 20), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            pass

deadline = time.monotonic() + 7

def ask(options):
    left = deadline - time.monotonic()
    if left < 0.2:
        return None
    command = [compiler, "-x", "c" if LANGUAGE == "c" else "c++", "-std=gnu17" if LANGUAGE == "c" else "-std=gnu++17",
               "-Wall", "-Wextra", "-fdiagnostics-format=json", "-fmax-errors=30", "-ftemplate-depth=200", "-fconstexpr-depth=256",
               "-o", "/dev/null"] + options + ["-"]
    environment = {"PATH": os.path.dirname(compiler) + ":/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": "."}
    try:
        done = subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=min(6, left), env=environment, preexec_fn=limit)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = []
    for line in done.stderr[:4000000].decode("utf-8", "replace").split("\n"):
        if line.startswith("["):
            try:
                found += json.loads(line)
            except (ValueError, RecursionError):
                pass
    return found if found or done.returncode == 0 else None

def version():
    try:
        return subprocess.run([compiler, "-dumpfullversion"], stdout=subprocess.PIPE, timeout=5).stdout.decode()[:20].strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""

def shorten(told):
    spots = [spot.get("caret", {}) for spot in told.get("locations", [])]
    spot = next((spot for spot in spots if spot.get("file") == "<stdin>"), None)
    if spot is None:
        return None
    return {"line": spot.get("line"), "byteColumn": spot.get("byte-column", spot.get("column")),
            "severity": told.get("kind"), "option": told.get("option", ""), "message": str(told.get("message"))[:LONGEST]}

report = {"tool": "gcc", "version": "", "diagnostics": [], "gaps": gaps}
if compiler is None:
    gaps.append("this judge has no compiler for it")
else:
    report["version"] = version()
    number = [int(part) for part in re.findall(r"\d+", report["version"])[:1]] or [0]
    found = None
    if LANGUAGE == "c" and number[0] >= 10:
        found = ask(["-O2", "-S", "-fanalyzer"])
    if found is None:
        found = ask(["-O2", "-S"])
    if found is None:
        found = ask(["-fsyntax-only"])
        gaps.append("the compiler did not come to its end" if found is None else "the compiler only read it, and followed no values")
    told = [one for one in map(shorten, found or []) if one is not None]
    told = [one for at, one in enumerate(told) if one not in told[:at]]
    if len(told) > MOST:
        gaps.append("more than %d warnings: the others were left out" % MOST)
    report["diagnostics"] = told[:MOST]
while len(json.dumps(report)) > WIDEST and report["diagnostics"]:
    report["diagnostics"].pop()
    if "what did not fit was left out" not in gaps:
        gaps.append("what did not fit was left out")
print(json.dumps(report))
`;
