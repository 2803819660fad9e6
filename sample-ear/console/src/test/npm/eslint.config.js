import js from "@eslint/js";

const MARKUP = "Elements are made from text, never from markup, which the output of a machine may contain";

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // TypeScript's compiler knows which names there are.
      "no-undef": "off",
      // Machines send control characters, which these modules look for.
      "no-control-regex": "off",
      "no-unused-vars": ["error", { args: "after-used", caughtErrors: "none" }],
      "curly": "error",
      "eqeqeq": "error",
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-syntax": ["error",
        { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]", message: MARKUP },
        { selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write/]", message: MARKUP }]
    }
  }
];
