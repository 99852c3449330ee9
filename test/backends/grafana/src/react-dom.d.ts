// SPDX-License-Identifier: Apache-2.0
// React ships no types, and this is all that the page uses.
declare module 'react-dom/client' {
  import type { ReactNode } from 'react';

  export function createRoot(container: Element): { render(children: ReactNode): void };
}
