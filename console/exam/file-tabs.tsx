import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** What happens to the files of a program. */
export interface FileActs {
  show(index: number): void;
  rename(index: number, name: string): void;
  remove(index: number): void;
  /** Puts a file first, where the first is the one that is started. */
  putFirst?(index: number): void;
  /** Why a file cannot be called so. `index` is left out of the others; -1 for a new one. */
  faultOf(index: number, name: string): string | undefined;
}

/** The files of a program, and what can be done with the one that is shown. */
export function FileTabs(props: { names: readonly string[]; shown: number; acts: FileActs }) {
  const { names, shown, acts } = props;
  const [renaming, setRenaming] = useState(false);
  const [removing, setRemoving] = useState(false);
  const name = names[shown] ?? '';
  // Before it is drawn: afterwards it would take back what was pressed meanwhile.
  useLayoutEffect(() => {
    setRenaming(false);
    setRemoving(false);
  }, [name]);
  return (
    <div class="file-tabs">
      <div class="file-names">
        {names.map((one, index) => (
          <button
            key={one}
            type="button"
            class="file-tab"
            aria-pressed={index === shown}
            onClick={() => acts.show(index)}
          >
            {one}
            {index === 0 && acts.putFirst !== undefined && <span class="unseen"> (started)</span>}
          </button>
        ))}
      </div>
      {renaming ? (
        <FileName
          label={`New name of ${name}`}
          name={name}
          faultOf={(text) => (text === name ? undefined : acts.faultOf(shown, text))}
          onName={(text) => {
            setRenaming(false);
            acts.rename(shown, text);
          }}
          onCancel={() => setRenaming(false)}
        />
      ) : (
        <div class="file-acts">
          {acts.putFirst !== undefined && shown > 0 && (
            <button type="button" class="link" onClick={() => acts.putFirst?.(shown)}>
              Start with it<span class="unseen">: {name}</span>
            </button>
          )}
          <button type="button" class="link" onClick={() => setRenaming(true)}>
            Rename<span class="unseen"> {name}</span>
          </button>
          <button
            type="button"
            class="link"
            onClick={() => {
              if (removing) acts.remove(shown);
              setRemoving(!removing);
            }}
            onBlur={() => setRemoving(false)}
          >
            {removing ? `Really remove ${name}?` : 'Remove'}
            {!removing && <span class="unseen"> {name}</span>}
          </button>
        </div>
      )}
    </div>
  );
}

/** Where a file gets its name; Escape leaves it. */
export function FileName(props: {
  label: string;
  name: string;
  faultOf: (name: string) => string | undefined;
  onName: (name: string) => void;
  onCancel: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(props.name);
  const [fault, setFault] = useState<string>();
  // Before anything is drawn: what is typed at once would else be joined to what was proposed.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(0, props.name.lastIndexOf('.'));
  }, []);
  return (
    <form
      class="file-name"
      onSubmit={(event) => {
        event.preventDefault();
        const found = props.faultOf(name.trim());
        setFault(found);
        if (found === undefined) props.onName(name.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onCancel();
      }}
    >
      <label>
        <span class="unseen">{props.label}</span>
        <input
          ref={field}
          value={name}
          spellcheck={false}
          autocapitalize="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="quiet small">
        OK
      </button>
      <button type="button" class="link" onClick={props.onCancel}>
        Cancel
      </button>
      {fault !== undefined && (
        <p class="error" role="alert">
          {name.trim()} {fault}.
        </p>
      )}
    </form>
  );
}
