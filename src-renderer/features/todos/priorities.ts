export const PRIORITIES = ['low', 'medium', 'high'] as const

/** A priority in words; one the server invented is shown as it is. */
export function priorityWord(priority: string, t: (key: string) => string): string {
  return PRIORITIES.some((known) => known === priority) ? t(`todos.priority.${priority}`) : priority
}
