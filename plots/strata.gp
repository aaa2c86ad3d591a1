# plots/strata.gp: rates of one wave by stratum, a panel per item: dots with their intervals, sorted.
# Input, arguments: those of plots/marks.gp. Roles used: main (a stratum), hollow (few answers), whole, level, heading,
#   plain and faint (texts and axes)
# Output: arrays by role that plots/draw.gp reads
mark[6] = is_text ? '○' : 6
