import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import { i18n } from './i18n'
import { startMirrors } from './stores/mirrors'
import './styles/tokens.css'
import './styles/base.css'

startMirrors()
createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
