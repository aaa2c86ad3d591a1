# plots/draw.gp: draws the marks of plots/marks.gp with the looks that it and plots/KIND.gp gave them.
# Arguments: those of plots/marks.gp, and its arrays by role
# Output: the picture, in outputs[1]
do for [t = 1:text_count] {
    r = int(text_role[t])
    if (text_align[t] == 0) {
        set label text_of[t] at first text_x[t], first text_y[t] left front font font_of(size_of(r)) \
            textcolor rgb text_ink[r]
    }
    if (text_align[t] == 1) {
        set label text_of[t] at first text_x[t], first text_y[t] right front font font_of(size_of(r)) \
            textcolor rgb text_ink[r]
    }
    if (text_align[t] == 2) {
        set label text_of[t] at first text_x[t], first text_y[t] center front font font_of(size_of(r)) \
            textcolor rgb text_ink[r]
    }
}
do for [r = 1:23] {
    set style line r linecolor rgb ink[r] dashtype dash[r] linewidth line_width[r] pointtype mark[r] \
        pointsize mark_size[r]
}
if (is_text) {
    # characters can't fill: a box is lines, of a character by its role
    plot for [b = 1:grid_end] data index b - 1 using 1:2:3:4 with vectors nohead linestyle block_role[b], \
         for [b = area_end + 1:box_end] data index b - 1 using 1:2 with lines linetype block_role[b] - 7 \
             linecolor rgb fill[block_role[b]], \
         for [b = box_end + 1:line_end] data index b - 1 using 1:2:3:4 with vectors nohead linestyle block_role[b], \
         for [b = line_end + 1:point_end] data index b - 1 using 1:2 with points linestyle block_role[b]
} else {
    plot for [b = 1:grid_end] data index b - 1 using 1:2:3:4 with vectors nohead linestyle block_role[b], \
         for [b = grid_end + 1:area_end] data index b - 1 using 1:2 with filledcurves closed \
             linecolor rgb fill[block_role[b]], \
         for [b = area_end + 1:box_end] data index b - 1 using 1:2:3:4:5:6 with boxxyerror \
             fillcolor rgb fill[block_role[b]] fillstyle solid 1.0 border linecolor rgb edge[block_role[b]] \
             linewidth 0.6, \
         for [b = box_end + 1:line_end] data index b - 1 using 1:2:3:4 with vectors nohead linestyle block_role[b], \
         for [b = line_end + 1:point_end] data index b - 1 using 1:2 with points linestyle block_role[b] linewidth 1.1 \
             pointsize mark_size[block_role[b]] * drawn_size(mark[block_role[b]])
}
