/**
 * The checkers that come with Codeforces's testlib, where the default output validator judges by the same rule: by name,
 * its arguments. A checker reads the answer with the same functions as the output, so that an answer has the form that it
 * asks for, and words that are equal to it have it, too. The others (of lines, characters, cases) are run as they are.
 */
const ARGS_OF_CHECKER: Readonly<Record<string, readonly string[]>> = {
  // Words; whole numbers are written in one way alone.
  wcmp: ['case_sensitive'],
  ncmp: ['case_sensitive'],
  icmp: ['case_sensitive'],
  hcmp: ['case_sensitive'],
  // YES and NO in any capitals.
  yesno: [],
  nyesno: [],
  // Numbers within a tolerance of their own.
  rcmp: ['float_absolute_tolerance', '1.5e-6'],
  dcmp: ['float_tolerance', '1e-6'],
  rcmp4: ['float_tolerance', '1e-4'],
  rcmp6: ['float_tolerance', '1e-6'],
  rcmp9: ['float_tolerance', '1e-9'],
};

/** Arguments with which the default output validator is the same as this checker (`std::wcmp.cpp`), if there are any. */
export function compareArgsOf(checker: string): readonly string[] | undefined {
  const name = /^std::(\w+)(?:\.cpp)?$/.exec(checker)?.[1] ?? '';
  return Object.hasOwn(ARGS_OF_CHECKER, name) ? ARGS_OF_CHECKER[name] : undefined;
}
