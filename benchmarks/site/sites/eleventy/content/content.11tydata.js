// What all releases share: their template and their address.
export default {
  layout: "release.njk",
  permalink: ({ slug }) => `/de/${slug}.html`,
};
