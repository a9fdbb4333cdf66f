export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    // Names such as API or PostgreSQL keep their case.
    'subject-case': [0],
    'header-max-length': [2, 'always', 110],
    'body-max-line-length': [0],
    'footer-max-line-length': [0],
  },
}
