export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    // Names such as API or PostgreSQL keep their case.
    'subject-case': [0],
    // A header that names what is guaranteed now is worth more than one that fits a narrow terminal.
    'header-max-length': [2, 'always', 140],
    'body-max-line-length': [0],
    'footer-max-line-length': [0],
  },
}
