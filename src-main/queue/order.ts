/**
 * The order after `itemId` has been put directly after `after` (null: first). Where `after` is gone
 * it has started or ended, so the item is next.
 */
export function moveAfter(
  ids: readonly string[],
  itemId: string,
  after: string | null,
): readonly string[] {
  if (!ids.includes(itemId) || after === itemId) return ids
  const rest = ids.filter((id) => id !== itemId)
  if (after === null) return [itemId, ...rest]
  const at = rest.indexOf(after)
  if (at < 0) return [itemId, ...rest]
  return [...rest.slice(0, at + 1), itemId, ...rest.slice(at + 1)]
}
