// What JSON text means once it was read strictly.

/** A JSON value. Objects are plain objects; a member called `__proto__` is an own property like any other. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** Read members with `Object.hasOwn` first where the name is not your own: objects have the usual prototype. */
export type JsonObject = { readonly [name: string]: JsonValue };

/** Bounds on JSON that comes from somebody else. Both inclusive. */
export type JsonLimits = {
  /** Nested arrays and objects: `[]` has depth 1, `1` has depth 0. Readers recurse, so keep it below 1000. */
  readonly depthMax: number;
  /** Bytes of UTF-8. */
  readonly bytesMax: number;
};
