import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

export const PAGES = [
  'home',
  'library',
  'queue',
  'todos',
  'activity',
  'outbox',
  'server',
  'settings',
] as const
export type Page = (typeof PAGES)[number]

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('../features/home/HomePage.vue') },
  {
    path: '/library',
    name: 'library',
    component: () => import('../features/library/LibraryPage.vue'),
  },
  {
    path: '/library/:seriesId',
    name: 'series',
    component: () => import('../features/library/SeriesPage.vue'),
    props: true,
  },
  { path: '/queue', name: 'queue', component: () => import('../features/queue/QueuePage.vue') },
  { path: '/todos', name: 'todos', component: () => import('../features/todos/TodosPage.vue') },
  {
    path: '/activity',
    name: 'activity',
    component: () => import('../features/activity/ActivityPage.vue'),
  },
  { path: '/outbox', name: 'outbox', component: () => import('../features/outbox/OutboxPage.vue') },
  { path: '/server', name: 'server', component: () => import('../features/server/ServerPage.vue') },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('../features/settings/SettingsPage.vue'),
  },
  {
    path: '/connect/:kind(library|todos)?',
    name: 'connect',
    component: () => import('../features/connect/ConnectPage.vue'),
    props: true,
  },
  { path: '/:rest(.*)*', redirect: '/' },
]

/** Pages live behind the `#`, so the window's URL is always our one index.html. */
export const router = createRouter({ history: createWebHashHistory(), routes })
