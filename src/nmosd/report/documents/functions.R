library(survival)

# The analysis table of an outcome: a row is time at risk, `event` is 1 for the outcome, 2 for a death from something else.
table_of <- function(file, reference) {
  rows <- read.csv(file, check.names = FALSE, na.strings = "", stringsAsFactors = FALSE)
  rows$group <- relevel(factor(rows$group), ref = reference)
  rows
}

found <- data.frame()

# Keep what a model says of the groups; intervals are Wald's, robust where the model is.
keep <- function(outcome, model, fit) {
  coefficient <- coef(fit)
  which <- grepl("^group", names(coefficient)) & !is.na(coefficient)
  limits <- confint.default(fit)[which, , drop = FALSE]
  found <<- rbind(found, data.frame(
    outcome = outcome, model = model, group = sub("^group", "", names(coefficient)[which]),
    log_ratio = unname(coefficient[which]), ratio = exp(unname(coefficient[which])),
    lower = exp(unname(limits[, 1])), upper = exp(unname(limits[, 2])), row.names = NULL
  ))
}

right_side <- function(covariates) reformulate(c("group", sprintf("`%s`", covariates)))

# First events: Cox's model, robust over people where a person is several subjects.
first_event <- function(rows, covariates = character()) {
  formula <- update(right_side(covariates), Surv(start, stop, event == 1) ~ .)
  several <- length(unique(rows$subject)) > length(unique(rows$patient_id))
  if (several) coxph(formula, rows, ties = "efron", cluster = patient_id) else coxph(formula, rows, ties = "efron")
}

# Recurrent events: Andersen and Gill's model, robust over people.
all_events <- function(rows, covariates = character()) {
  formula <- update(right_side(covariates), Surv(start, stop, event == 1) ~ .)
  coxph(formula, rows, ties = "efron", cluster = patient_id)
}

# One group against the reference, made alike by weights of a logistic model of the group; errors robust over people.
weighted <- function(rows, group, covariates, how) {
  reference <- levels(rows$group)[1]
  rows <- rows[rows$group %in% c(reference, group), ]
  rows <- rows[complete.cases(rows[covariates]), ]
  rows$group <- droplevels(rows$group)
  people <- rows[!duplicated(rows$subject), ]
  people$treated <- as.numeric(people$group == group)
  score <- fitted(glm(reformulate(sprintf("`%s`", covariates), "treated"), binomial, people, control = list(epsilon = 1e-14)))
  share <- mean(people$treated)
  people$weight <- switch(how,
    "inverse probability" = ifelse(people$treated == 1, share / score, (1 - share) / (1 - score)),
    "overlap" = ifelse(people$treated == 1, 1 - score, score)
  )
  rows$weight <- people$weight[match(rows$subject, people$subject)]
  coxph(Surv(start, stop, event == 1) ~ group, rows, weights = weight, ties = "efron", cluster = patient_id)
}

# Counts over person-years, one row for each subject.
counts <- function(rows, family) {
  rows$years <- rows$stop - rows$start
  rows$events <- as.numeric(rows$event == 1)
  people <- aggregate(cbind(events, years) ~ subject + group, rows, sum)
  formula <- events ~ group + offset(log(years))
  if (family == "Poisson") glm(formula, poisson, people, control = list(epsilon = 1e-14))
  else MASS::glm.nb(formula, people, control = glm.control(epsilon = 1e-12, maxit = 200))
}

# The curve of each group at stated years: the share (of recurrent events: none) who have had the outcome, death competing.
curve <- function(rows, years) {
  state <- factor(rows$event, levels = 0:2, labels = c("none", "outcome", "death"))
  fit <- survfit(Surv(rows$start, rows$stop, state) ~ rows$group, id = rows$subject)
  at <- summary(fit, times = years, extend = TRUE)
  data.frame(group = sub("^rows[$]group=", "", at$strata), years = at$time, share = at$pstate[, match("outcome", at$states)])
}
