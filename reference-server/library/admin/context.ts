/** What every route of this folder has in common. */
export const ADMIN_CONFIG = { security: 'library', tag: 'settings' } as const
