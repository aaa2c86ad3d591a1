# plots/margin.gp: a panel per rule: a cell for so many more adopters and so large a share of those that did not answer.
# Input, arguments: those of plots/marks.gp. Roles used: yes and no (the cells), whole (where the survey stands), level
#   (its ring), heading, plain and faint (texts and axes)
# Output: arrays by role that plots/draw.gp reads
edge[13] = '#ffffff'
edge[14] = '#ffffff'
ink[7] = '#b34700'
mark_size[7] = 0.95
