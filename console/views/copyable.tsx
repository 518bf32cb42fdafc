import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { download } from '../download.ts';
import { ScrollRegion } from './scroll-region.tsx';

/**
 * A text that can be copied, and downloaded where it has a file name. `of` tells those of one title apart for who does not see
 * where they stand; children show the text otherwise than as it is.
 */
export function Copyable(props: {
  title: string;
  text: string;
  fileName?: string;
  of?: string;
  children?: ComponentChildren;
}) {
  const { title, text, fileName, of, children = text } = props;
  const label = of === undefined ? title : `${title} of ${of}`;
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <div class="copyable">
      <div class="copyable-head">
        <p class="copyable-title">{title}</p>
        <span class="copyable-acts">
          <span role="status" class="muted">
            {copied === true ? 'Copied' : copied === false ? 'Select and copy it by hand' : ''}
          </span>
          <button type="button" class="link" onClick={copy}>
            Copy<span class="unseen"> {label}</span>
          </button>
          {fileName !== undefined && (
            <button type="button" class="link" onClick={() => download(fileName, text)}>
              Download<span class="unseen"> {label}</span>
            </button>
          )}
        </span>
      </div>
      <ScrollRegion label={label}>
        <pre>{text === '' ? <span class="muted">(nothing)</span> : children}</pre>
      </ScrollRegion>
    </div>
  );
}
