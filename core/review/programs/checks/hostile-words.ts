/** What of a language gives a program away, by rule: what it calls, and what it brings. */
export interface HostileWords {
  /** The whole of what is called, or its last part behind a dot where it begins with one. */
  readonly calls: RegExp;
  /** Names of modules, headers and packages. */
  readonly imports: RegExp;
}

export type HostileRule =
  | 'opens-network'
  | 'starts-processes'
  | 'touches-processes'
  | 'reads-environment'
  | 'machine-code'
  | 'loads-code';

type OfLanguage = Readonly<Partial<Record<HostileRule, Partial<HostileWords>>>>;

const C: OfLanguage = {
  'opens-network': {
    calls: /^(?:::)?(?:socket|getaddrinfo|gethostbyname|inet_addr|inet_pton)$/,
    imports:
      /^(?:sys\/socket|netinet\/.*|arpa\/inet|netdb|sys\/un|experimental\/net|boost\/asio.*)(?:\.h(?:pp)?)?$/,
  },
  'starts-processes': {
    calls: /^(?:::|std::)?(?:v?fork|exec(?:l|le|lp|v|ve|vp|vpe)|system|popen|_popen|posix_spawnp?|clone)$/,
    imports: /^(?:spawn)\.h$/,
  },
  'touches-processes': {
    calls:
      /^(?:::)?(?:kill|killpg|tkill|ptrace|prctl|setrlimit|prlimit|process_vm_(?:read|write)v|sched_setaffinity|setpriority|unshare|setns|pidfd_open)$/,
    imports: /^(?:sys\/ptrace|sys\/prctl)\.h$/,
  },
  'reads-environment': { calls: /^(?:::|std::)?(?:secure_getenv|getenv|environ)$/ },
  'machine-code': {
    calls: /^(?:__)?asm(?:__)?$|^syscall$|^mprotect$/,
    imports: /^(?:sys\/syscall|linux\/.*|asm\/.*)\.h$/,
  },
  'loads-code': { calls: /^(?:dlopen|dlsym|LoadLibrary[AW]?)$/, imports: /^dlfcn\.h$/ },
};

const SCRIPTS: OfLanguage = {
  'opens-network': {
    calls: /^(?:(?:globalThis|global|window)\.)?(?:fetch|new WebSocket|new XMLHttpRequest)$/,
    imports: /^(?:node:)?(?:net|http|https|http2|dgram|tls|dns)$/,
  },
  'starts-processes': { imports: /^(?:node:)?(?:child_process|cluster)$/ },
  'touches-processes': { calls: /^process\.(?:kill|setuid|setgid|abort)$/ },
  'reads-environment': { imports: /^process(?:\.env|\[(["'`])env\1\])$/ },
  'loads-code': {
    calls: /^(?:eval|\(0, ?eval\)|new Function|Function|process\.(?:binding|dlopen))$/,
    imports: /^(?:node:)?(?:vm|module|worker_threads|inspector|ffi-napi)$/,
  },
};

/** By language; none of what has no entry. */
export const HOSTILE_WORDS: Readonly<Record<string, OfLanguage>> = {
  c: C,
  cpp: C,
  python: {
    'opens-network': {
      calls: /^asyncio\.(?:open_connection|start_server|open_unix_connection)$/,
      imports:
        /^(?:socket|http|urllib|requests|ftplib|smtplib|telnetlib|asyncio\.streams|xmlrpc|socketserver)(?:\.|$)/,
    },
    'starts-processes': {
      calls: /^(?:os|posix|nt)\.(?:system|popen|fork|forkpty|exec\w+|spawn\w+|posix_spawnp?)$|^pty\.spawn$/,
      imports: /^(?:subprocess|multiprocessing|pty|posix|_posixsubprocess)(?:\.|$)/,
    },
    'touches-processes': {
      calls:
        /^(?:os|posix|nt)\.(?:kill|killpg|nice|setuid|setsid|sched_\w+)$|^resource\.(?:setrlimit|prlimit)$|^signal\.(?:pthread_kill|raise_signal)$/,
    },
    'reads-environment': { calls: /^os\.(?:getenv|environb?\.\w+)$/, imports: /^os\.environb?$/ },
    'loads-code': {
      calls:
        /^(?:__import__|importlib\.import_module|compile|exec|breakpoint|sys\._getframe|gc\.get_(?:objects|referrers))$|\.__subclasses__$|^__builtins__\b/,
      imports: /^(?:ctypes|cffi|imp|importlib|inspect)(?:\.|$)/,
    },
  },
  java: {
    'opens-network': {
      calls: /^new (?:java\.net\.)?(?:Socket|ServerSocket|DatagramSocket|URL)$|^HttpClient\./,
      imports: /^java\.(?:net|rmi|nio\.channels\.(?:Socket|ServerSocket|Datagram))/,
    },
    'starts-processes': { calls: /^new (?:java\.lang\.)?ProcessBuilder$|Runtime\.getRuntime\(\)\.exec$/ },
    'touches-processes': { calls: /^ProcessHandle\./ },
    'reads-environment': { calls: /^System\.getenv$/ },
    'loads-code': {
      calls:
        /^(?:Class\.forName|System\.load(?:Library)?|Runtime\.getRuntime\(\)\.load(?:Library)?)$|\.(?:setAccessible|defineClass|getDeclaredMethod|getDeclaredField)$/,
      imports:
        /^(?:java\.lang\.(?:reflect|invoke|foreign)|sun\.misc\.Unsafe|javax\.script|java\.lang\.instrument)/,
    },
  },
  javascript: SCRIPTS,
  typescript: SCRIPTS,
  go: {
    'opens-network': { imports: /^net(?:\/|$)/ },
    'starts-processes': { calls: /^os\.StartProcess$|^syscall\.(?:Exec|ForkExec)$/, imports: /^os\/exec$/ },
    'touches-processes': { calls: /^syscall\.(?:Kill|PtraceAttach|Setrlimit)$/, imports: /^os\/signal$/ },
    'reads-environment': { calls: /^os\.(?:Getenv|Environ|LookupEnv)$/ },
    'machine-code': { imports: /^(?:syscall|unsafe|C|golang\.org\/x\/sys.*)$/ },
    'loads-code': { imports: /^plugin$/ },
  },
  rust: {
    'opens-network': {
      calls: /(?:TcpStream|TcpListener|UdpSocket|UnixStream)::\w+$/,
      imports: /^std::(?:net|os::unix::net)/,
    },
    'starts-processes': { calls: /\bCommand::new$/, imports: /^std::process::Command/ },
    'reads-environment': { calls: /^(?:std::)?env::vars?(?:_os)?$/ },
    'machine-code': { calls: /^(?:(?:std|core)::arch::)?(?:global_)?asm!?$/ },
  },
  php: {
    'opens-network': {
      calls: /^(?:fsockopen|pfsockopen|curl_init|socket_create|stream_socket_client|file_get_contents_url)$/,
    },
    'starts-processes': {
      calls: /^(?:exec|shell_exec|system|passthru|popen|proc_open|pcntl_fork|pcntl_exec)$/,
    },
    'touches-processes': { calls: /^(?:posix_kill|pcntl_signal|proc_nice)$/ },
    'reads-environment': { calls: /^getenv$/ },
    'loads-code': { calls: /^(?:dl|eval|create_function|FFI::\w+)$/ },
  },
};

/** What a call may be given that makes it harmless: a deeper stack is what recursion needs, and the others hold or clear a window. */
export const HARMLESS_CALLS: Readonly<
  Partial<Record<HostileRule, { readonly calls: RegExp; readonly given: RegExp }>>
> = {
  'touches-processes': { calls: /(?:set|p)rlimit$/i, given: /^(?:\w+\.)?RLIMIT_STACK$/ },
  'starts-processes': { calls: /(?:^|[.:])system$/, given: /^(["'])(?:pause|cls|clear)\1$/i },
};
