import { useEffect } from 'preact/hooks';

/** Names the browser's tab after what is shown, for as long as it is shown; nothing to name is `undefined`. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · Assize`;
    return () => {
      document.title = 'Assize';
    };
  }, [title]);
}
