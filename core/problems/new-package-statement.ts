/** What of a new package its statement depends on. */
export interface StatementOptions {
  /** The code of its language: `en`, `pt-BR`. */
  readonly language: string;
  readonly isFunction: boolean;
  readonly scores: readonly [positive: number, any: number] | null;
}

interface Words {
  readonly task: (isFunction: boolean) => string;
  readonly input: string;
  readonly inputText: string;
  readonly output: string;
  readonly outputText: string;
  readonly parameters: string;
  readonly parametersText: string;
  readonly result: string;
  readonly resultText: string;
  readonly points: string;
  readonly table: readonly [group: string, points: string, holds: string, positive: string, nothing: string];
  readonly groups: string;
}

const EN: Words = {
  task: (isFunction) =>
    isFunction
      ? 'You are given a list of numbers. Give back the largest of them.'
      : 'You are given $n$ numbers. Print the largest of them.',
  input: 'Input',
  inputText:
    'The first line has the number $n$, where $1 \\le n \\le 1\\,000$. The second line has $n$ integers from $-10^9$ to\n$10^9$, with single spaces between them.',
  output: 'Output',
  outputText: 'Print one line with the largest number.',
  parameters: 'Parameters',
  parametersText: '`numbers` has 1 to $1\\,000$ integers from $-10^9$ to $10^9$.',
  result: 'Result',
  resultText: 'The largest number.',
  points: 'Points',
  table: ['group', 'points', 'what holds', 'no number is less than 1', 'nothing more'],
  groups: 'A group counts when all its test cases are right.',
};

/** What is written in a language of its own; every other code begins with the English text. */
const WORDS: Readonly<Record<string, Words>> = {
  en: EN,
  de: {
    task: (isFunction) =>
      isFunction
        ? 'Gegeben ist eine Liste von Zahlen. Gib die größte von ihnen zurück.'
        : 'Gegeben sind $n$ Zahlen. Gib die größte von ihnen aus.',
    input: 'Eingabe',
    inputText:
      'Die erste Zeile enthält die Zahl $n$ mit $1 \\le n \\le 1\\,000$. Die zweite Zeile enthält $n$ ganze Zahlen von $-10^9$ bis\n$10^9$, durch je ein Leerzeichen getrennt.',
    output: 'Ausgabe',
    outputText: 'Gib eine Zeile mit der größten Zahl aus.',
    parameters: 'Parameter',
    parametersText: '`numbers` enthält 1 bis $1\\,000$ ganze Zahlen von $-10^9$ bis $10^9$.',
    result: 'Ergebnis',
    resultText: 'Die größte Zahl.',
    points: 'Punkte',
    table: ['Gruppe', 'Punkte', 'was gilt', 'keine Zahl ist kleiner als 1', 'nichts weiter'],
    groups: 'Eine Gruppe zählt, wenn alle ihre Testfälle richtig sind.',
  },
  fr: {
    task: (isFunction) =>
      isFunction
        ? 'Une liste de nombres est donnée. Renvoyez le plus grand.'
        : '$n$ nombres sont donnés. Affichez le plus grand.',
    input: 'Entrée',
    inputText:
      "La première ligne contient l'entier $n$, avec $1 \\le n \\le 1\\,000$. La deuxième ligne contient $n$ entiers de $-10^9$ à\n$10^9$, séparés par une espace.",
    output: 'Sortie',
    outputText: 'Affichez une ligne avec le plus grand nombre.',
    parameters: 'Paramètres',
    parametersText: '`numbers` contient de 1 à $1\\,000$ entiers de $-10^9$ à $10^9$.',
    result: 'Résultat',
    resultText: 'Le plus grand nombre.',
    points: 'Points',
    table: ['groupe', 'points', 'contrainte', 'aucun nombre inférieur à 1', 'aucune'],
    groups: 'Un groupe compte quand tous ses cas de test sont corrects.',
  },
  es: {
    task: (isFunction) =>
      isFunction ? 'Se da una lista de números. Devuelve el mayor.' : 'Se dan $n$ números. Escribe el mayor.',
    input: 'Entrada',
    inputText:
      'La primera línea contiene el entero $n$, con $1 \\le n \\le 1\\,000$. La segunda línea contiene $n$ enteros de $-10^9$ a\n$10^9$, separados por un espacio.',
    output: 'Salida',
    outputText: 'Escribe una línea con el número mayor.',
    parameters: 'Parámetros',
    parametersText: '`numbers` contiene de 1 a $1\\,000$ enteros de $-10^9$ a $10^9$.',
    result: 'Resultado',
    resultText: 'El número mayor.',
    points: 'Puntos',
    table: ['grupo', 'puntos', 'qué se cumple', 'ningún número es menor que 1', 'nada más'],
    groups: 'Un grupo cuenta cuando todos sus casos de prueba son correctos.',
  },
};

const wordsOf = (language: string) => WORDS[language.split('-')[0] ?? ''];

/** Whether the first statement of a new package is in this language already. */
export function isWritten(language: string): boolean {
  return wordsOf(language) !== undefined;
}

/** The statement of a new package, in Markdown; in English where it {@link isWritten} in no other language. */
export function writeStatement({ language, isFunction, scores }: StatementOptions): string {
  const words = wordsOf(language) ?? EN;
  const section = (title: string, ...lines: readonly string[]) => ['', `## ${title}`, '', ...lines];
  const [group, points, holds, positive, nothing] = words.table;
  return [
    words.task(isFunction),
    ...(isFunction
      ? [...section(words.parameters, words.parametersText), ...section(words.result, words.resultText)]
      : [...section(words.input, words.inputText), ...section(words.output, words.outputText)]),
    ...(scores === null
      ? []
      : section(
          words.points,
          `| ${group} | ${points} | ${holds} |`,
          '|---|---|---|',
          `| 1 | ${scores[0]} | ${positive} |`,
          `| 2 | ${scores[1]} | ${nothing} |`,
          '',
          words.groups,
        )),
    '',
  ].join('\n');
}
