import { useEffect, useState } from 'preact/hooks';
import { loadConfig } from '../api.ts';
import { waitAfterFailure } from '../wait-after-failure.ts';
import type { Language } from './program.ts';
import type { Problem } from './use-problem.ts';

/** The languages that solve this problem, as the stage describes them. */
export function useLanguages(problem: Problem): readonly Language[] | undefined {
  const [languages, setLanguages] = useState<readonly Language[]>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isShown = true;
    const show = () => {
      clearTimeout(timer);
      loadConfig().then(
        (config) => setLanguages(config.languages.filter(({ id }) => problem.languages.includes(id))),
        (error: unknown) => {
          const wait = waitAfterFailure(error, ++failures, Math.random);
          if (isShown && wait !== undefined) timer = setTimeout(show, wait);
        },
      );
    };
    show();
    window.addEventListener('online', show);
    return () => {
      isShown = false;
      clearTimeout(timer);
      window.removeEventListener('online', show);
    };
  }, [problem]);
  return languages;
}
