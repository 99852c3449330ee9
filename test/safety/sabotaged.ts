// SPDX-License-Identifier: Apache-2.0

/** The same object, but wherever a method of this name is called on it or on what it hands out, it throws. */
export function sabotaged<Target extends object>(target: Target, method: string, message: string): Target {
  return new Proxy(target, {
    get(from, name) {
      const value: unknown = Reflect.get(from, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === method) throw new Error(message);
        const result: unknown = Reflect.apply(value, from, args);
        return typeof result === 'object' && result !== null ? sabotaged(result, method, message) : result;
      };
    },
  });
}
