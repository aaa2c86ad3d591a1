# plots/change.gp: where a change comes from, a panel per item: from the rate of one wave to that of the next in steps.
# Input, arguments: those of plots/marks.gp. Roles used: whole (the rates), rise and fall (the parts), level (from step
#   to step), heading, plain and faint (texts and axes)
# Output: arrays by role that plots/draw.gp reads

# a falling part is paler too, for grey print
fill[9] = '#f0a878'
dash[4] = 2
