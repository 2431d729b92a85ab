import type { Page } from '@playwright/test'

/** Locators of one page or part of it. What leads somewhere else answers with the object of that place. */
export class PageObject {
  constructor(readonly page: Page) {}
}
