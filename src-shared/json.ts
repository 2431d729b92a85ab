import * as v from 'valibot'

/** What JSON.parse can return. Unknown server fields are kept in this shape. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** Any JSON, for what crosses between the processes. */
export const JsonSchema: v.GenericSchema<Json> = v.lazy(() =>
  v.union([
    v.null(),
    v.boolean(),
    v.pipe(v.number(), v.finite()),
    v.pipe(v.string(), v.maxLength(100_000)),
    v.array(JsonSchema),
    v.record(v.string(), JsonSchema),
  ]),
)
