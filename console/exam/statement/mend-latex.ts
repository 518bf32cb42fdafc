/** Headings that statements write as macros. */
const HEADINGS: Readonly<Record<string, string>> = {
  Input: 'Input',
  Output: 'Output',
  Interaction: 'Interaction',
  Scoring: 'Scoring',
};

/** The arguments that a macro was given: its text, and its nodes. */
function argumentsOf(macro: Element): Element[] {
  return [...macro.children].filter(
    (child) => child.classList.contains('argument') && child.getAttribute('data-open-mark') !== '',
  );
}

/**
 * Turns what is left of LaTeX in a statement into HTML: pictures with captions, headings of our trade, listings,
 * footnotes. What nobody knows keeps its text.
 * @returns the statement's own commands for formulas: `\N` -> `\mathbb{N}`
 */
export function mendLatex(root: DocumentFragment): Record<string, string> {
  const commands: Record<string, string> = {};
  const make = (tag: string, ...children: (Node | string)[]) => {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  };
  for (const environment of root.querySelectorAll('.environment.lstlisting'))
    environment.replaceWith(make('pre', (environment.textContent ?? '').replace(/^\n/, '')));
  for (const figure of root.querySelectorAll('.environment.figure'))
    figure.replaceWith(make('figure', ...figure.childNodes));
  for (const center of root.querySelectorAll('center')) {
    const centred = make('div', ...center.childNodes);
    centred.className = 'centred';
    center.replaceWith(centred);
  }
  // Inside out: what a macro holds is mended before it is put elsewhere.
  for (const macro of [...root.querySelectorAll('.macro')].reverse()) {
    const name = /\bmacro-(\S+)/.exec(macro.className)?.[1] ?? '';
    const given = argumentsOf(macro);
    const [first, , third] = given;
    const isRedefinition = name === 'newcommand' || name === 'renewcommand';
    if (isRedefinition && first !== undefined)
      commands[first.textContent ?? ''] = given.at(-1)?.textContent ?? '';
    if (isRedefinition || name === 'problemname' || name === 'nextsample' || name === 'remainingsamples')
      macro.remove();
    else if (name === 'illustration' && given.length === 3) {
      const picture = make('img');
      picture.setAttribute('src', given[1]?.textContent ?? '');
      picture.setAttribute('alt', third?.textContent ?? '');
      macro.replaceWith(make('figure', picture, make('figcaption', ...(third?.childNodes ?? []))));
    } else if (name === 'caption') macro.replaceWith(make('figcaption', ...(given.at(-1)?.childNodes ?? [])));
    else if (name === 'footnote')
      macro.replaceWith(make('small', ' (', ...(given.at(-1)?.childNodes ?? []), ')'));
    else if (HEADINGS[name] !== undefined && given.length === 0)
      macro.replaceWith(make('h3', HEADINGS[name]));
    else macro.replaceWith(...given.flatMap((argument) => [...argument.childNodes]));
  }
  return commands;
}
