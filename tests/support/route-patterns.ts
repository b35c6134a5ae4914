import { createRequire } from 'node:module';

interface Patterns {
  match(path: string, options: Record<'end' | 'sensitive' | 'trailing', unknown>): (input: string) => unknown;
}

/**
 * Every application compiles the patterns of the same routes, two thousand with those of their steps. A compiled one
 * keeps nothing of what it is asked, so those of a worker share it.
 */
export function shareRoutePatterns(): void {
  const router = createRequire(require.resolve('express')).resolve('router');
  const patterns = createRequire(router)('path-to-regexp') as Patterns;
  const { match } = patterns;
  const compiled = new Map<string, ReturnType<typeof match>>();
  patterns.match = (path, options) => {
    const key = `${path} ${String(options.end)} ${String(options.sensitive)} ${String(options.trailing)}`;
    const found = compiled.get(key) ?? match(path, options);
    compiled.set(key, found);
    return found;
  };
}
