# Analyse the tables of `study_tables.py` with R's survival, for `test_studies_against_R_survival.py`:
#
#     Rscript tests/oracles/make/study_in_R.R tests/oracles/data/study
#
# writes `in_R.csv`: outcome, analysis, group, at_years, name, value.
library(survival)
folder <- commandArgs(trailingOnly = TRUE)[1]
found <- list()
tell <- function(outcome, analysis, group, at_years, ...) {
  values <- list(...)
  for (name in names(values))
    found[[length(found) + 1]] <<- data.frame(outcome, analysis, group, at_years, name, value = format(values[[name]], digits = 15))
}
read_table <- function(name) {
  data <- read.csv(gzfile(file.path(folder, paste0(name, ".csv.gz"))), check.names = FALSE)
  names(data) <- gsub(" ", ".", names(data))
  data$group <- relevel(factor(data$group), ref = "older")
  data
}
more <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
covariates <- c("age.at.time.zero", "sex", "attacks.in.the.year.before")
with_weights <- function(data) {
  people <- data[!duplicated(data$subject), ]
  fit <- glm(reformulate(covariates, "group == 'anti-CD20'"), binomial, people, control = list(epsilon = 1e-14, maxit = 100))
  score <- fitted(fit); treated <- people$group == "anti-CD20"; share <- mean(treated)
  weight <- ifelse(treated, share / score, (1 - share) / (1 - score))
  data$weight <- weight[match(data$subject, people$subject)]
  data
}
tell_cox <- function(outcome, analysis, fit) {
  own <- summary(fit)
  robust <- sqrt(diag(vcov(fit)))[1]
  tell(outcome, analysis, "anti-CD20", NA, coefficient = unname(coef(fit)[1]), error = unname(robust), n = fit$n, events = fit$nevent)
}
models <- function(outcome, data, kind) {
  plain <- coxph(Surv(start, stop, event == 1) ~ group, data, cluster = patient_id, control = more)
  tell_cox(outcome, kind, plain)
  adjusted <- coxph(reformulate(c("group", covariates), "Surv(start, stop, event == 1)"), data, cluster = patient_id, control = more)
  tell_cox(outcome, paste0(kind, ", adjusted"), adjusted)
  weighted <- coxph(Surv(start, stop, event == 1) ~ group, with_weights(data), weights = weight, cluster = patient_id, control = more)
  tell_cox(outcome, paste0(kind, ", inverse probability weights"), weighted)
  if (kind == "Cox") tell(outcome, "proportional hazards", "anti-CD20", NA, p = cox.zph(plain, "km")$table["group", "p"])
}
aalen_johansen <- function(own, weight, years) {
  own$weight <- weight
  summary(survfit(Surv(start, stop, ended) ~ 1, own, id = subject, weights = weight), times = years)$pstate[, 2]
}
# survfit of several states takes no notice of `cluster` (3.5-3), so the influence of a person is found by weighing the person a
# little more and a little less.
influence_of <- function(own, person, years, step = 1e-3) {
  is_person <- own$patient_id == person
  (aalen_johansen(own, 1 + step * is_person, years) - aalen_johansen(own, 1 - step * is_person, years)) / (2 * step)
}
curve <- function(outcome, data, years) {
  for (group in levels(data$group)) {
    own <- data[data$group == group, ]
    if (outcome == "all attacks") {
      fit <- survfit(Surv(start, stop, event == 1) ~ 1, own, id = subject, cluster = patient_id)
      for (year in years) {
        at <- max(which(fit$time <= year))
        tell(outcome, "curve", group, year, estimate = fit$cumhaz[at], error = fit$std.chaz[at])
      }
    } else if (outcome == "death") {
      fit <- survfit(Surv(start, stop, event == 1) ~ 1, own, id = subject, cluster = patient_id, conf.type = "log-log")
      at <- summary(fit, times = years)
      for (i in seq_along(years)) tell(outcome, "curve", group, years[i], estimate = at$surv[i], lower = at$lower[i], upper = at$upper[i])
    } else {
      own$ended <- factor(own$event, 0:2, c("none", "event", "death"))
      share <- aalen_johansen(own, rep(1, nrow(own)), years)
      error <- sqrt(rowSums(sapply(unique(own$patient_id), function(person) influence_of(own, person, years))^2))
      for (i in seq_along(years)) tell(outcome, "curve", group, years[i], estimate = share[i], error = error[i])
    }
  }
}
gap_time <- function(data) {
  data <- data[order(data$subject, data$start), ]
  number <- ave(data$event == 1, data$subject, FUN = function(x) cumsum(x) - x) + 1
  data$wait <- data$stop - data$start
  data$number <- pmin(number, 4)
  fit <- coxph(Surv(wait, event == 1) ~ group + strata(number), data, cluster = patient_id, control = more)
  tell_cox("all attacks", "Prentice-Williams-Peterson, gap time", fit)
}
first <- read_table("first_attack"); every <- read_table("all_attacks")
for (name in c("first attack", "EDSS 4", "blindness of an eye", "death")) {
  data <- read_table(gsub(" ", "_", name))
  curve(name, data, c(1, 2, 5))
  if (name != "death") models(name, data, "Cox")
}
curve("all attacks", every, c(1, 2, 5))
models("all attacks", every, "Andersen-Gill")
gap_time(every)
write.csv(do.call(rbind, found), file.path(folder, "in_R.csv"), row.names = FALSE, quote = TRUE)
cat(R.version.string, "survival", as.character(packageVersion("survival")), "\n")
