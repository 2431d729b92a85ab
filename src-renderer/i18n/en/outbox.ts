export const outbox = {
  title: 'Outbox',
}
