import { useEffect, useState } from 'preact/hooks';
import { type Dropped, takeDropped } from './take-dropped.ts';

/**
 * Takes files that are dropped on it, or chosen with the file dialog: the same thing for a mouse and a keyboard. What is
 * not taken is told by name.
 */
export function DropZone(props: {
  title: string;
  note: string;
  accept: string;
  multiple: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const { accept, multiple } = props;
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<readonly string[]>([]);

  // Files may be dropped everywhere: what misses the zone would be opened in place of the page and all that is typed in it.
  useEffect(() => {
    const keep = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    window.addEventListener('dragover', keep);
    window.addEventListener('drop', keep);
    return () => {
      window.removeEventListener('dragover', keep);
      window.removeEventListener('drop', keep);
    };
  }, []);

  const take = (dropped: readonly Dropped<File>[]) => {
    const { taken, refused } = takeDropped(dropped, multiple);
    setRefused(refused);
    if (taken.length > 0) props.onFiles(taken);
  };
  return (
    <>
      <label
        class={`drop ${isOver ? 'over' : ''}`}
        onDragOver={() => setOver(true)}
        onDragLeave={({ currentTarget, relatedTarget }) =>
          setOver(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))
        }
        onDrop={({ dataTransfer }) => {
          setOver(false);
          take(droppedOf(dataTransfer));
        }}
      >
        <strong>{props.title}</strong>
        <span class="muted">{props.note}</span>
        <input
          type="file"
          class="unseen"
          accept={accept}
          multiple={multiple}
          onChange={({ currentTarget }) => {
            take([...(currentTarget.files ?? [])].map((file) => ({ file, isFolder: false })));
            // The same file, mended, is chosen again.
            currentTarget.value = '';
          }}
        />
      </label>
      {refused.length > 0 && (
        <ul class="note bad" role="alert">
          {refused.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function droppedOf(transfer: DataTransfer | null): readonly Dropped<File>[] {
  return [...(transfer?.items ?? [])].flatMap((item) => {
    const file = item.getAsFile();
    return file === null ? [] : [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory === true }];
  });
}
