import { useState } from 'preact/hooks';

/** Takes files that are dropped on it, or chosen with the file dialog: the same thing for a mouse and a keyboard. */
export function DropZone(props: {
  title: string;
  note: string;
  accept: string;
  multiple: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const [isOver, setOver] = useState(false);
  return (
    <label
      class={`drop ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        props.onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <strong>{props.title}</strong>
      <span class="muted">{props.note}</span>
      <input
        type="file"
        class="unseen"
        accept={props.accept}
        multiple={props.multiple}
        onChange={(event) => {
          props.onFiles([...(event.currentTarget.files ?? [])]);
          // The same file, mended, is chosen again.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
