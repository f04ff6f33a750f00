import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import globals from "globals";

export default [
  { files: ["maps/assets/*.js", "pages/assets/*.js"] },
  { ignores: ["build/", "data/", ".venv/"] },
  js.configs.recommended,
  jsdoc.configs["flat/recommended-typescript-flavor-error"],
  {
    languageOptions: { globals: globals.browser },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-shadow": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      // the types say it; what they do not say is in the sentence above them
      "jsdoc/require-param-description": "off",
      "jsdoc/require-property-description": "off",
      "jsdoc/require-returns-description": "off",
      "jsdoc/reject-any-type": "off",
      "jsdoc/tag-lines": ["error", "any", { startLines: null }],
    },
  },
  {
    // classic scripts: streamlit-folium loads them one after another, before it draws the map
    files: ["maps/assets/*.js"],
    languageOptions: { sourceType: "script", globals: { L: "readonly" } },
  },
];
