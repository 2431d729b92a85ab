import type { Shape } from '../shape'
import type { todos as en } from '../en/todos'

export const todos: Shape<typeof en> = {
  title: 'Aufgaben',
}
