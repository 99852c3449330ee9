// SPDX-License-Identifier: Apache-2.0

type OnLoad = (exports: unknown, name: string) => unknown;

const hooks: OnLoad[] = [];

/**
 * In the build, what the instrumentations take for the hook of `require-in-the-middle`. The modules that they patch are
 * Node's own and are loaded anyway, so the program's `require` stays as it is.
 */
export class Hook {
  constructor(_modules: unknown, _options: unknown, onLoad: OnLoad) {
    hooks.push(onLoad);
  }

  unhook(): void {}
}

/** Forgets those of instrumentations whose making failed. */
export function forgetHooks(): void {
  hooks.length = 0;
}

/** Lets the instrumentations patch what stands for a module. */
export function patchWithHooks(exports: object, name: string): void {
  for (const hook of hooks) hook(exports, name);
}
