/** What JSON.parse can return. Unknown server fields are kept in this shape. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }
