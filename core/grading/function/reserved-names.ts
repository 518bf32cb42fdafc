/** Names that a signature cannot use, since one of the languages, or the code around `solve`, has them for itself. */

const words = (text: string) => text.trim().split(/\s+/);

/** Keywords by language, and macros of the C library that would replace a field's name. */
const KEYWORDS = words(`
  alignas alignof and asm auto bitand bitor bool break case catch char class compl concept const consteval constexpr
  constinit continue decltype default delete do double else enum explicit export extern false float for friend goto if
  inline int long mutable namespace new noexcept not nullptr operator or private protected public register requires
  return short signed sizeof static struct switch template this throw true try typedef typeid typename union unsigned
  using virtual void volatile while xor errno linux unix
  abstract assert boolean byte extends final finally implements import instanceof interface native package strictfp super
  synchronized throws transient null
  as async await def del elif except from global in is lambda nonlocal pass raise with yield none
  arguments debugger eval function let typeof var
  chan defer fallthrough func go map nil range select type`);

/** What the generated code calls its own. */
const OURS = ['solve', 'main', 'result'];

const RESERVED = new Set([...KEYWORDS, ...OURS]);

/** Whether a parameter or a field may be called so; case does not help, since Go has names in capitals. */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}

/**
 * Types that Java programs use without importing them, or by `import java.util.*`: a record of that name would hide
 * them from the driver and from every participant.
 */
const JAVA_TYPES = words(`
  Boolean Byte Character Class ClassLoader Comparable Double Enum Error Exception Float Integer Iterable Long Math Module
  Number Object Override Process Record Runnable Runtime Short String StringBuffer StringBuilder System Thread Throwable
  Void ClassNotFoundException RuntimeException
  ArrayDeque ArrayList Arrays BitSet Collection Collections Comparator Date Deque HashMap HashSet Iterator LinkedList List
  Locale Map Objects Optional PriorityQueue Queue Random Scanner Set Stack StringTokenizer Timer TreeMap TreeSet Vector
  BufferedReader ByteArrayOutputStream File FileInputStream FileOutputStream IOException InputStream InputStreamReader
  PrintStream PrintWriter Reader Writer URL URLClassLoader Consumer Function`);

const RECORDS = new Set([...JAVA_TYPES, 'Array', 'BigInt', 'Promise', 'Symbol', 'Solution']);

/**
 * Whether a record may be called so. More than one letter, all of them capitals, is how C names its macros; `Assize`,
 * `Input`, `Result` and `Parameter1` are how drivers name their own.
 */
export function isReservedRecordName(name: string): boolean {
  return (
    RECORDS.has(name) || /^(?:[A-Z0-9]{2,}|Assize.*|Input|Result|Parameter\d+|None|True|False)$/.test(name)
  );
}
