# 10,000 event-driven trials of 200 people as somebody who knows R would write them: a function for one trial, vectors inside it,
# coxph once (its score test is the log-rank test), mclapply over the cores. Prints one line of JSON.
suppressPackageStartupMessages(library(survival))
argument <- as.numeric(commandArgs(TRUE))
trials <- argument[1]
cores <- argument[2]

one_trial <- function(trial, per_arm = 100, rate = 0.8, ratio = 0.5, dropout = 0.05, accrual = 1, events = 80, longest = 6) {
  arm <- rep(0:1, each = per_arm)
  entry <- runif(2 * per_arm, 0, accrual)
  attack <- rexp(2 * per_arm, rate * ratio^arm)
  leaves <- pmin(rexp(2 * per_arm, dropout), longest - entry)
  time <- pmin(attack, leaves)
  event <- attack < leaves
  ends <- sort((entry + time)[event])[events]
  if (is.na(ends)) ends <- longest
  seen <- entry < ends
  event <- event[seen] & (entry + time)[seen] <= ends
  time <- pmin(time, ends - entry)[seen]
  fit <- coxph(Surv(time, event) ~ arm[seen], ties = "breslow")
  c(fit$score, coef(fit), ends)
}

RNGkind("L'Ecuyer-CMRG")
set.seed(1)
begin <- proc.time()[["elapsed"]]
found <- do.call(rbind, parallel::mclapply(seq_len(trials), one_trial, mc.cores = cores))
seconds <- proc.time()[["elapsed"]] - begin
declared <- mean(found[, 1] > qchisq(0.95, 1) & found[, 2] < 0)
cat(sprintf('{"seconds": %.3f, "figures": [%.6f, %.6f, %.6f]}\n', seconds, declared, median(exp(found[, 2])), mean(found[, 3])))
