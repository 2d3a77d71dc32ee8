import { createApp } from "vue";
import "../theme.css";
import { restoreLanguage } from "../strings";
import App from "./App.vue";

restoreLanguage();
createApp(App).mount("#app");
