export const library = {
  title: 'Library',
  series: 'Series',
}
