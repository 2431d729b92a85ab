import type { World } from './world'

/** At the end, with nothing waiting: what is shown must be what the server has. */
export function shownWrongly({ life, server, rows }: World): readonly string[] {
  if (!life?.ready || rows.length > 0) return []
  const has = server.todos.map(({ id, fields }) => inWords(id, fields))
  const shown = life.todos.slice.rows.map((row) => inWords(row.serverId, row))
  const missing = has.filter((one) => !shown.includes(one)).map((one) => `not shown: ${one}`)
  const more = shown.filter((one) => !has.includes(one)).map((one) => `shown: ${one}`)
  return [...missing, ...more]
}

function inWords(
  id: number | null,
  of: { title: string; description: string | null; completed: boolean },
): string {
  return `#${id} ${of.title.replace(/\s+/g, ' ').trim()} ${of.description ?? ''} ${of.completed}`
}
