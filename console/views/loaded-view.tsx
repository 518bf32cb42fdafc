import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * A view whose code is fetched when it is first shown. Without a network it says so, and fetches again on demand and as
 * soon as there is one.
 */
export function loadView<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  what: string,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function LoadedView(props: Props) {
    const [View, setView] = useState(() => loaded);
    const [tries, setTries] = useState(0);
    const [failed, setFailed] = useState(false);

    useEffect(() => {
      if (View !== undefined) return;
      let isGone = false;
      load().then(
        (view) => {
          loaded = view;
          if (!isGone) setView(() => view);
        },
        () => {
          if (!isGone) setFailed(true);
        },
      );
      const again = () => setTries((count) => count + 1);
      window.addEventListener('online', again);
      return () => {
        isGone = true;
        window.removeEventListener('online', again);
      };
    }, [tries]);

    if (View !== undefined) return <View {...props} />;
    if (!failed) return <p class="muted loading">Loading {what} …</p>;
    return (
      <p role="alert" class="error">
        The part of the page for {what} could not be fetched.{' '}
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setFailed(false);
            setTries(tries + 1);
          }}
        >
          Try again
        </button>
      </p>
    );
  };
}
