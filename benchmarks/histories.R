# Attack histories as somebody who knows R would write them: one step of thinning for all people who are still followed at once,
# people spread over the cores by mclapply. (A loop over people one by one takes about ten times as long; asked for by "loop".)
# Prints one line of JSON: seconds, then attacks per person, the share without a relapse, and the share of relapses within a year.
argument <- commandArgs(TRUE)
people <- as.numeric(argument[1])
cores <- as.numeric(argument[2])
p <- as.list(as.numeric(argument[3:9]))
names(p) <- c("rate", "variance", "factor", "clustering", "days", "merged", "years")
until <- p$years * 365.25

raised <- function(since) 1 + p$clustering * exp(-since / p$days)

some_people <- function(n) {
  base <- p$rate / 365.25 * rgamma(n, 1 / p$variance, scale = p$variance)
  now <- rep(p$merged, n); last <- numeric(n); relapses <- integer(n)
  person <- seq_len(n)
  found_person <- list(); found_day <- list()
  while (length(person)) {
    bound <- base[person] * p$factor^pmin(relapses[person], 6) * raised(now[person] - last[person])
    then <- now[person] + rexp(length(person)) / bound
    rate <- base[person] * p$factor^pmin(relapses[person], 6) * raised(then - last[person])
    real <- runif(length(person)) * bound < rate & then < until
    now[person] <- then
    who <- person[real]
    found_person[[length(found_person) + 1]] <- who
    found_day[[length(found_day) + 1]] <- floor(then[real])
    last[who] <- then[real]; relapses[who] <- relapses[who] + 1L; now[who] <- then[real] + p$merged
    person <- person[now[person] < until]
  }
  person <- c(seq_len(n), unlist(found_person)); day <- c(numeric(n), unlist(found_day))
  order <- order(person, day)
  list(person = person[order], day = day[order])
}

one_person <- function(i) {
  base <- p$rate / 365.25 * rgamma(1, 1 / p$variance, scale = p$variance)
  now <- p$merged; last <- 0; days <- 0
  repeat {
    level <- base * p$factor^min(length(days) - 1, 6)
    bound <- level * raised(now - last)
    now <- now + rexp(1) / bound
    if (now >= until) return(days)
    if (runif(1) * bound < level * raised(now - last)) {
      days <- c(days, floor(now)); last <- now; now <- now + p$merged
    }
  }
}

RNGkind("L'Ecuyer-CMRG")
set.seed(1)
begin <- proc.time()[["elapsed"]]
if (argument[10] == "loop") {
  each <- parallel::mclapply(seq_len(people), one_person, mc.cores = cores)
  found <- list(person = rep(seq_len(people), lengths(each)), day = unlist(each))
} else {
  parts <- parallel::mclapply(rep(people / cores, cores), some_people, mc.cores = cores)
  found <- list(person = unlist(lapply(seq_along(parts), function(i) parts[[i]]$person + (i - 1) * people / cores)),
                day = unlist(lapply(parts, `[[`, "day")))
}
seconds <- proc.time()[["elapsed"]] - begin
gap <- diff(found$day)[diff(found$person) == 0]
counts <- tabulate(found$person, people)
cat(sprintf('{"seconds": %.3f, "figures": [%.6f, %.6f, %.6f]}\n', seconds, mean(counts), mean(counts == 1), mean(gap < 365)))
