/** Names each test that passed only when it was tried again, so that a lucky pass is seen. */
export default class RetriedReporter {
  onTestRunEnd(modules) {
    for (const module of modules)
      for (const test of module.children.allTests())
        if (test.diagnostic()?.flaky)
          process.stdout.write(`passed on try ${test.diagnostic().retryCount + 1}: ${test.fullName}\n`)
  }
}
