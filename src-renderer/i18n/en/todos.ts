export const todos = {
  title: 'Todos',
}
