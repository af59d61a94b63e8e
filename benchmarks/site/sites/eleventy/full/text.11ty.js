// Each release as plain text.
import text from "../_includes/text.js";

export default class {
  data() {
    return {
      pagination: { data: "collections.releases", size: 1, alias: "release" },
      permalink: ({ release }) => `/de/${release.data.slug}.txt`,
    };
  }

  render({ release }) {
    return text(release);
  }
}
