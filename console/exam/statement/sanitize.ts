import createPurifier from 'dompurify';

const purifier = createPurifier(window);

/** What a table's cells say by style, which the page's policy forbids: said by class instead. */
purifier.addHook('uponSanitizeAttribute', (element, data) => {
  if (data.attrName !== 'style') return;
  const align = /text-align:\s*(right|center)/.exec(data.attrValue)?.[1];
  if (align !== undefined) element.classList.add(`align-${align}`);
  const border = /border-(left|right)/.exec(data.attrValue)?.[1];
  if (border !== undefined) element.classList.add(`rule-${border}`);
});

/** HTML of a statement as nodes that can do nothing: no script, no style, no form, no frame, no handler. */
export function sanitize(html: string): DocumentFragment {
  return purifier.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      'style',
      'form',
      'input',
      'button',
      'textarea',
      'select',
      'option',
      'dialog',
      'video',
      'audio',
    ],
    FORBID_ATTR: ['style', 'id', 'name', 'srcset', 'autofocus', 'tabindex'],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: true,
    RETURN_DOM_FRAGMENT: true,
  });
}
